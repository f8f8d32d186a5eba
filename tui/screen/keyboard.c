#include "tui/screen/keyboard.h"

#include <curses.h>
#include <stdio.h>

#include "feeds/base/utf8.h"

static const struct {
    int code;
    const char *name;
} key_names[] = {
    {KEY_DOWN, "Down"},       {KEY_UP, "Up"},           {KEY_LEFT, "Left"},
    {KEY_RIGHT, "Right"},     {KEY_NPAGE, "PageDown"},  {KEY_PPAGE, "PageUp"},
    {KEY_HOME, "Home"},       {KEY_END, "End"},         {KEY_ENTER, "Enter"},
    {KEY_BACKSPACE, "Backspace"}, {KEY_DC, "Delete"},   {KEY_BTAB, "Shift-Tab"},
    {KEY_IC, "Insert"},
};

static const struct {
    int byte;
    const char *name;
} control_names[] = {
    {'\r', "Enter"}, {'\n', "Enter"}, {'\t', "Tab"}, {' ', "Space"}, {27, "Esc"}, {127, "Backspace"}, {8, "Backspace"},
};

enum { CODE_PASTE_BEGINS = KEY_MAX + 1, CODE_PASTE_ENDS };

void keyboard_open(void)
{
    define_key("\033[200~", CODE_PASTE_BEGINS);
    define_key("\033[201~", CODE_PASTE_ENDS);
}

bool keyboard_code(int code, bool *pasting, struct key *out)
{
    if (code == CODE_PASTE_BEGINS || code == CODE_PASTE_ENDS)
        *pasting = code == CODE_PASTE_BEGINS;
    if (code == KEY_MOUSE) {
        MEVENT e;
        if (getmouse(&e) != OK)
            return false;
        snprintf(out->name, sizeof out->name, "%s",
                 e.bstate & BUTTON4_PRESSED   ? "WheelUp"
                 : e.bstate & BUTTON5_PRESSED ? "WheelDown"
                                              : "Click");
        out->mouse_y = e.y;
        out->mouse_x = e.x;
        return true;
    }
    if (code >= KEY_F(1) && code <= KEY_F(12)) {
        snprintf(out->name, sizeof out->name, "F%d", code - KEY_F0);
        return true;
    }
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++)
        if (key_names[i].code == code) {
            snprintf(out->name, sizeof out->name, "%s", key_names[i].name);
            return true;
        }
    return false;
}

void keyboard_pasted(wint_t c, struct key *out)
{
    size_t n = utf8_encode(c < 32 || c == 127 ? ' ' : (uint32_t)c, out->text);
    out->text[n] = '\0';
    snprintf(out->name, sizeof out->name, "Paste");
}

void keyboard_character(wint_t c, struct key *out)
{
    for (size_t i = 0; i < sizeof control_names / sizeof *control_names; i++)
        if ((wint_t)control_names[i].byte == c) {
            snprintf(out->name, sizeof out->name, "%s", control_names[i].name);
            if (c == ' ')
                snprintf(out->text, sizeof out->text, " ");
            return;
        }
    if (c < 32) {
        snprintf(out->name, sizeof out->name, "Ctrl-%c", (char)(c + 64));
        return;
    }
    size_t n = utf8_encode((uint32_t)c, out->text);
    out->text[n] = '\0';
    snprintf(out->name, sizeof out->name, "%s", out->text);
}
