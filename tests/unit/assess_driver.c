/* assess_driver -- reads cases (case.h) from standard input, each ended by a line "run", and prints
 * one line for every target: indicator, class, reason, flags, rule, then numbers; "nan" where
 * absent. For check_assess_oracle.py. */
#include "tests/unit/case.h"

static void print_flags(unsigned flags)
{
    bool any = false;
    for (int b = 0; b < FLAG_BIT_COUNT; b++)
        if (flags & 1u << b) {
            printf("%s%s", any ? "," : "", flag_code((enum flag_bit)b));
            any = true;
        }
    printf("%s ", any ? "" : "-");
}

static void print_target(const char *id, const struct target_verdict *v)
{
    char met[24] = "-";
    if (v->met_by)
        period_code(&v->met_by->period, met, sizeof met);
    printf("%s %s %s ", id, class_code(v->class), v->reason ? reason_code(v->reason) : "-");
    print_flags(v->flags);
    printf("%s %.15g %.15g %.15g %.15g %.15g %.15g %.15g %.15g %.15g %.15g %.15g %.15g\n", met,
           v->progress, v->schedule, v->pace, v->value, v->goal, v->gap, v->expected,
           v->required.per_year, v->required.rate, v->forecast.value, v->forecast.low,
           v->forecast.high);
}

static void run(const char *text)
{
    struct case_text c;
    case_read(&c, text);
    struct assessment *a = assess(c.snap, &c.options);
    for (size_t i = 0; a && i < a->verdict_count; i++)
        for (size_t t = 0; t < a->verdicts[i].target_count; t++)
            print_target(c.plan->indicators[i].id, &a->verdicts[i].targets[t]);
    puts("end");
    assessment_free(a);
    case_free(&c);
}

int main(void)
{
    static char text[1 << 20];
    char line[8192];
    size_t n = 0;
    while (fgets(line, sizeof line, stdin)) {
        if (strcmp(line, "run\n") == 0) {
            run(text);
            text[n = 0] = '\0';
            continue;
        }
        size_t len = strlen(line);
        if (n + len >= sizeof text)
            return 1;
        memcpy(text + n, line, len + 1);
        n += len;
    }
    return 0;
}
