/* How the screen is set just now, and which key changes it. */
#include <stdio.h>

#include "tui/action.h"
#include "tui/views/parts.h"

void options_view_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct ui *ui = b->ui;
    enum lang lang = ui->lang;
    const char *yes = tr(lang, N_("on")), *no = tr(lang, N_("off"));
    const struct {
        const char *name, *value;
        enum action action;
    } rows[] = {
        {N_("language"), lang == LANG_ZH ? "中文" : "English", ACTION_LANGUAGE},
        {N_("glyphs"), ui->look.ascii ? "ASCII" : "Unicode", ACTION_ASCII},
        {N_("hint line"), ui->show_hints ? yes : no, ACTION_HINTS},
        {N_("mouse"), ui->mouse ? yes : no, ACTION_MOUSE},
        {N_("worst first"), ui->worst_first ? yes : no, ACTION_WORST_FIRST},
        {N_("sorted by"), sort_code(ui->sort), ACTION_SORT},
        {N_("filter"), ui->filter[0] ? ui->filter : no, ACTION_FILTER},
        {N_("fetching"), ui->paused ? tr(lang, N_("paused")) : yes, ACTION_PAUSE},
    };
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows && (int)i < r.h; i++) {
        int y = r.y + (int)i, third = r.w / 3 > 24 ? 24 : r.w / 3;
        put_tr(b, g, (struct rect){y, r.x, 1, third - 1}, y, r.x, STYLE(ROLE_DIM), rows[i].name);
        grid_put_cut(g, r, y, r.x + third, third - 1, STYLE(ROLE_STRONG), rows[i].value,
                     &ui->look);
        grid_put_cut(g, r, y, r.x + 2 * third, r.w - 2 * third, STYLE(ROLE_KEY),
                     action_info(rows[i].action)->keys, &ui->look);
    }
    int foot = r.y + (int)(sizeof rows / sizeof *rows) + 1;
    if (foot < r.y + r.h)
        put_tr(b, g, r, foot, r.x, STYLE(ROLE_DIM),
               N_("pillars --print-config shows every setting and where it comes from"));
}
