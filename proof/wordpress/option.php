<?php
// Sets an option: php option.php DOCROOT NAME VALUE
$_SERVER['HTTP_HOST'] = parse_url(getenv('WP_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('WP_URL'), PHP_URL_PORT);
require $argv[1] . '/wp-load.php';
update_option($argv[2], $argv[3]);
delete_option('rewrite_rules');  // made anew when next asked for
