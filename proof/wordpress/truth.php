<?php
// What the public may see, from the database, as JSON: php truth.php DOCROOT
$_SERVER['HTTP_HOST'] = parse_url(getenv('WP_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('WP_URL'), PHP_URL_PORT);
require $argv[1] . '/wp-load.php';
global $wpdb;
function plain(string $html): string { return html_entity_decode($html, ENT_QUOTES | ENT_HTML5, 'UTF-8'); }
$found = [];
foreach ($wpdb->get_results("SELECT * FROM $wpdb->posts WHERE post_status = 'publish' AND post_type IN ('post', 'page') ORDER BY ID") as $post) {
    $GLOBALS['post'] = $post;
    $text = str_replace(['<!--nextpage-->', '<!--more-->'], '', $post->post_content);
    $comments = [];
    foreach ($wpdb->get_results($wpdb->prepare("SELECT * FROM $wpdb->comments WHERE comment_post_ID = %d AND comment_approved = '1' ORDER BY comment_ID", $post->ID)) as $one) {
        $comments[] = [
            'id' => (int) $one->comment_ID, 'parent' => (int) $one->comment_parent, 'at' => $one->comment_date_gmt,
            'author' => plain($one->comment_author), 'url' => $one->comment_author_url, 'type' => $one->comment_type,
            'html' => apply_filters('comment_text', $one->comment_content, $one),
        ];
    }
    $found[] = [
        'id' => (int) $post->ID, 'guid' => $post->guid, 'url' => get_permalink($post->ID), 'type' => $post->post_type,
        'title' => plain(apply_filters('the_title', $post->post_title, $post->ID)), 'at' => $post->post_date_gmt, 'modified' => $post->post_modified_gmt,
        'author' => plain(get_the_author_meta('display_name', $post->post_author)), 'locked' => $post->post_password !== '',
        'html' => $post->post_password !== '' ? '' : apply_filters('the_content', $text),
        'labels' => array_map('plain', array_merge(wp_get_post_terms($post->ID, 'category', ['fields' => 'names']), wp_get_post_terms($post->ID, 'post_tag', ['fields' => 'names']))),
        'comments' => $comments,
    ];
}
echo json_encode($found);
