<?php
// A fresh WordPress, by its own installer: php install.php DOCROOT THEME
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url(getenv('WP_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('WP_URL'), PHP_URL_PORT);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('The Tide Table', 'keeper', 'keeper@example.org', true, '', 'not-a-secret');
switch_theme($argv[2]);
global $wp_rewrite;
update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
update_option('timezone_string', 'Europe/Berlin');
update_option('thread_comments', 1);
update_option('thread_comments_depth', 5);
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
update_option('comments_notify', 0);
update_option('moderation_notify', 0);
$wp_rewrite->init();
$wp_rewrite->flush_rules(true);
