<?php
// Posts, pages and comments of every kind, made by WordPress's own functions: php seed.php DOCROOT
$_SERVER['HTTP_HOST'] = parse_url(getenv('WP_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('WP_URL'), PHP_URL_PORT);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/taxonomy.php';
add_filter('pre_wp_mail', '__return_false');
add_filter('wp_is_application_passwords_available', '__return_false');
$second = wp_create_user('mate', 'also-not-a-secret', 'mate@example.org');
wp_update_user(['ID' => $second, 'display_name' => 'The Mate & Co.', 'user_url' => 'https://mate.example.org/']);
$tides = wp_create_category('Tides & currents');
$gulls = wp_create_category('Gulls');
wp_delete_comment(1, true);

function post(array $given): int {
    $made = wp_insert_post($given + ['post_status' => 'publish', 'post_author' => 1], true);
    if (is_wp_error($made)) { fwrite(STDERR, $made->get_error_message() . "\n"); exit(1); }
    return $made;
}
function say(int $post, int $n, string $text, int $parent = 0, array $more = []): int {
    $at = strtotime('2019-03-30 22:10:07 UTC') + $n * 4211 + $post * 86477;
    return wp_insert_comment($more + [
        'comment_post_ID' => $post, 'comment_content' => $text, 'comment_parent' => $parent, 'comment_approved' => 1,
        'comment_author' => "Reader $n", 'comment_author_url' => $n % 2 ? "https://reader$n.example.net/" : '',
        'comment_author_email' => "r$n@example.net", 'comment_type' => 'comment',
        'comment_date_gmt' => gmdate('Y-m-d H:i:s', $at), 'comment_date' => get_date_from_gmt(gmdate('Y-m-d H:i:s', $at)),
    ]);
}

$posts = [];
for ($n = 1; $n <= 34; $n++) {
    $text = "<!-- wp:paragraph -->\n<p>Log number $n: the water stood <strong>$n cm</strong> above the mark; “so high”, said nobody &amp; wrote it.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list -->\n<ul><li>morning</li><li>evening</li></ul>\n<!-- /wp:list -->";
    if ($n % 7 == 0) $text .= "\n<!--more-->\n<p>What follows stands behind the fold of log $n.</p>";
    if ($n % 11 == 0) $text .= str_replace('|', "\n<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->\n", "|<p>Second leaf of log $n.</p>|<p>Third leaf of log $n.</p>");
    if ($n % 5 == 0) $text = "Plain words of log $n.\n\nA second paragraph, made by wpautop.\nWith a break.";
    $day = gmdate('Y-m-d H:i:s', strtotime('2017-01-05 07:08:09 UTC') + $n * 86400 * 29 + $n * 61);
    $posts[$n] = post([
        'post_title' => $n == 13 ? '' : "Log $n: \"high\" & low — été", 'post_content' => $text, 'post_date' => $day,
        'post_author' => $n % 3 ? 1 : $second, 'post_category' => $n % 2 ? [$tides] : [$tides, $gulls],
        'tags_input' => $n % 4 ? ["year-$n"] : ['salt', 'wind'], 'post_excerpt' => $n % 6 ? '' : "By hand: log $n in short.",
        'comment_status' => $n == 20 ? 'closed' : 'open',
    ]);
}
post(['post_title' => 'Locked', 'post_content' => 'Nobody may read this.', 'post_password' => 'shell', 'post_date' => '2018-05-05 05:05:05']);
post(['post_title' => 'Mine', 'post_content' => 'Private.', 'post_status' => 'private', 'post_date' => '2018-06-05 05:05:05']);
post(['post_title' => 'Half', 'post_content' => 'A draft.', 'post_status' => 'draft']);
post(['post_title' => 'Later', 'post_content' => 'Scheduled.', 'post_status' => 'future', 'post_date' => '2031-01-01 10:00:00']);
$about = post(['post_title' => 'About the gauge', 'post_content' => '<p>It hangs at the old quay.</p>', 'post_type' => 'page', 'comment_status' => 'open', 'post_date' => '2017-01-01 12:00:01']);
post(['post_title' => 'Below', 'post_content' => '<p>A page under a page.</p>', 'post_type' => 'page', 'post_parent' => $about, 'post_date' => '2017-01-02 12:00:01']);
post(['post_title' => 'No page yet', 'post_content' => '<p>Draft page.</p>', 'post_type' => 'page', 'post_status' => 'draft']);
$second_post = wp_insert_post(['post_title' => 'Log 34: "high" & low — été', 'post_content' => '<p>The same title once more.</p>', 'post_status' => 'publish', 'post_date' => '2019-10-20 08:00:00', 'post_author' => 1]);

// A thread three deep and more, an anonymous voice, a registered one, pings, and what the public must not see.
foreach ([1, 2, 3, 15, 33] as $n) {
    $first = say($posts[$n], 1, "First word on log $n & <em>more</em>.");
    $reply = say($posts[$n], 2, "An answer.\n\nIn two paragraphs.", $first);
    $deep = say($posts[$n], 3, 'An answer to the answer.', $reply);
    say($posts[$n], 4, 'Three deep, then four.', $deep);
    say($posts[$n], 5, 'Beside the thread.', $first);
    say($posts[$n], 6, 'No name left.', 0, ['comment_author' => '', 'comment_author_url' => '', 'comment_author_email' => '']);
    say($posts[$n], 7, 'By a member.', $first, ['user_id' => $second, 'comment_author' => 'The Mate & Co.', 'comment_author_url' => 'https://mate.example.org/']);
    say($posts[$n], 8, 'Waits for moderation.', 0, ['comment_approved' => 0]);
    say($posts[$n], 9, 'Buy tide tables cheap', 0, ['comment_approved' => 'spam']);
    say($posts[$n], 10, 'Thrown away.', 0, ['comment_approved' => 'trash']);
}
foreach (range(1, 14) as $n) say($posts[30], 100 + $n, "Voice $n of fourteen.");
say($posts[30], 150, 'A link elsewhere &#8230;', 0, ['comment_type' => 'pingback', 'comment_author' => 'Another Log', 'comment_author_url' => 'https://another.example.com/log/']);
say($posts[12], 151, 'Trackback words.', 0, ['comment_type' => 'trackback', 'comment_author' => 'Old Log', 'comment_author_url' => 'https://old.example.com/']);
foreach (range(1, 27) as $n) say($posts[8], 200 + $n, "Long talk, part $n.", $n > 20 ? 0 : 0);
say($about, 300, 'A word on a page.');
