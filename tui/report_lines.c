#include "tui/report_lines.h"

#include <string.h>

#include "widgets/paragraph.h"
#include "widgets/width.h"

enum status lines_begin(struct lines *l, const struct report *r, struct buf *out)
{
    *l = (struct lines){.report = r, .out = out, .w = board_writing(r->board)};
    return grid_init(&l->row, 1, r->width);
}

void lines_end(struct lines *l)
{
    grid_free(&l->row);
}

void lines_row(struct lines *l)
{
    grid_to_text(&l->row, l->out);
}

void lines_blank(struct lines *l)
{
    buf_puts(l->out, "\n");
}

void lines_paragraph(struct lines *l, int indent, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n"), skip = n + (text[n] == '\n');
        if (!l->report->plain)
            n = paragraph_line(text, l->row.w - indent, &skip);
        buf_printf(l->out, "%*s%.*s\n", n ? indent : 0, "", (int)n, text);
        text += skip;
    }
}

void lines_heading(struct lines *l, const char *title, const char *right)
{
    const struct look *look = &l->report->board->ui->look;
    struct rect all = grid_rect(&l->row);
    int at = text_width(title), end = all.w - text_width(right);
    if (at + 4 > end) {
        lines_paragraph(l, 0, title);
        lines_paragraph(l, 2, right);
        return;
    }
    grid_clear(&l->row);
    grid_put(&l->row, all, 0, 0, at, STYLE(ROLE_TITLE), title);
    grid_fill(&l->row, (struct rect){0, at + 1, 1, end - at - 2}, look->ascii ? "-" : "─",
              STYLE(ROLE_FRAME));
    grid_put(&l->row, all, 0, end, all.w - end, STYLE(ROLE_TEXT), right);
    lines_row(l);
}
