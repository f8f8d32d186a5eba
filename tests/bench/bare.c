/* bare.c -- the yardstick of the first picture: a plain ncurses program that links what pillars links and fills the screen. */
#include <curl/curl.h>
#include <curses.h>
#include <cjson/cJSON.h>
#include <locale.h>
#include <sqlite3.h>

int main(void)
{
    setlocale(LC_ALL, "");
    /* The addresses keep the linker from leaving the libraries out. */
    const void *linked[] = {(const void *)curl_version, (const void *)cJSON_Version,
                            (const void *)sqlite3_libversion};
    initscr();
    start_color();
    use_default_colors();
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    for (int y = 0; y < LINES; y++)
        for (int x = 0; x < COLS - 8; x += 8)
            mvprintw(y, x, "%c%d", linked[y % 3] ? 'a' + y % 26 : '-', x);
    mvprintw(0, 0, "READY");
    refresh();
    int key;
    while ((key = getch()) != 'q' && key != ERR) {
        mvprintw(1, 0, "key %d", key);
        refresh();
    }
    endwin();
    return 0;
}
