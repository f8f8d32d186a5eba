# pillars -- GNU make.
#   make            build/pillars (release)
#   make run        install what is missing, build, show the shipped plan
#   make check      all tests; SAN=address,undefined or SAN=thread for sanitizers, CC=clang for clang
#   make bench | soak | fuzz    long runs, each its own target
#   make deps       install the Debian packages that build and tests need
#   make install    DESTDIR and PREFIX are honoured

PREFIX ?= /usr/local
VERSION := 0.1.0
ifeq ($(origin CC),default)
CC := gcc
endif

SAN ?=
comma := ,
variant := $(CC)$(if $(SAN),-$(subst $(comma),-,$(SAN)))
O := build/$(variant)

PACKAGES_RUN := gcc make pkg-config libncurses-dev libcurl4-openssl-dev libcjson-dev libsqlite3-dev libxxhash-dev liblz4-dev ca-certificates
PACKAGES_CHECK := $(PACKAGES_RUN) clang libclang-rt-14-dev libcmocka-dev faketime tmux nginx-light mandoc \
	python3 python3-jsonschema python3-lz4 python3-pyte openssl curl libfaketime brotli zstd

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings \
	-Wformat=2 -Wvla -Wundef -Wold-style-definition
# A text that is cut at its buffer's end is meant; gcc alone warns of it.
ifeq ($(findstring clang,$(CC)),)
WARN += -Wno-format-truncation
endif
ifdef WERROR
WARN += -Werror
endif
CPPFLAGS += -I. -I$(O) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DPILLARS_VERSION='"$(VERSION)"' \
	-DPILLARS_PREFIX='"$(PREFIX)"' -DPILLARS_SOURCE='"$(CURDIR)"'
ifeq ($(SAN),)
CFLAGS ?= -O2 -g
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -Wformat-security
LDFLAGS += -pie -Wl,-z,relro,-z,now,-z,noexecstack
else
CFLAGS ?= -O1 -g
HARDEN := -fsanitize=$(SAN) -fno-omit-frame-pointer -fPIE $(if $(findstring undefined,$(SAN)),-fno-sanitize-recover=undefined)
LDFLAGS += -fsanitize=$(SAN) -pie
endif
# V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $(patsubst $(CURDIR)/%,%,$@))
ALL_CFLAGS = -std=c17 $(WARN) $(CFLAGS) $(HARDEN) -MMD -MP -pthread

# One archive per layer; what a layer may use stands to its right in LINK_*.
LAYERS := base plan format net widgets views screen app
SRC_base := $(wildcard feeds/base/*.c)
SRC_plan := $(wildcard feeds/plan/*.c)
SRC_format := $(wildcard feeds/format/*.c)
SRC_net := $(wildcard feeds/net/*.c)
SRC_widgets := $(wildcard widgets/*.c)
# views: all of tui that is pure and needs no terminal
SRC_views := $(wildcard tui/views/*.c) tui/lang.c tui/figure.c tui/figure_words.c tui/explain.c tui/ui.c tui/action.c tui/said.c \
	tui/alerts.c tui/news.c tui/keys.c tui/prompt.c tui/filter.c tui/hot.c
SRC_screen := $(wildcard tui/screen/*.c)
SRC_app := $(filter-out $(SRC_views) tui/main.c,$(wildcard tui/*.c))

obj = $(patsubst %.c,$(O)/%.o,$(1))
lib = $(O)/lib$(1).a

LIB_base := $(call lib,base)
LIB_plan := $(call lib,plan) $(LIB_base)
LIB_format := $(call lib,format) $(LIB_plan)
LIB_net := $(call lib,net) $(LIB_format)
LIB_widgets := $(call lib,widgets) $(LIB_base)
LIB_views := $(call lib,views) $(call lib,widgets) $(LIB_plan)
LIB_screen := $(call lib,screen) $(LIB_widgets)
LIB_app := $(call lib,app) $(call lib,screen) $(call lib,views) $(call lib,widgets) $(LIB_net)

SYS_base := -lm
SYS_plan := -lm
SYS_format := -lcjson -lm
# libcurl is loaded when the web is asked for the first time: see feeds/net/http_curl.h
SYS_net := -lsqlite3 -lcjson -llz4 -lm
SYS_widgets := -lm
SYS_views := -lm
SYS_screen := -lncursesw -ltinfo -lm
SYS_app := $(SYS_net) -lncursesw -ltinfo

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all run check deps install uninstall clean

all: build/pillars

.PHONY: build/pillars # the build that was asked for last, whichever is newer
build/pillars: $(O)/pillars
	@ln -sf $(variant)/pillars $@

$(O)/pillars: $(O)/tui/main.o $(LIB_app)
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -pthread -o $@ $(O)/tui/main.o -Wl,--start-group $(LIB_app) -Wl,--end-group $(SYS_app)

define layer_rules
$(call lib,$(1)): $(call obj,$(SRC_$(1)))
	$$(call say,AR)
	@rm -f $$@
	$$(Q)ar rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rules,$(l))))

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

# The translation: a gettext catalogue becomes a sorted table.
$(O)/lang_zh.inc: tui/lang/zh.po tui/lang/po2c.awk
	@mkdir -p $(@D)
	$(call say,PO)
	$(Q)awk -v mode=list -f tui/lang/po2c.awk $< > $@.list
	$(Q)LC_ALL=C sort $@.list | awk -v mode=table -f tui/lang/po2c.awk > $@
$(O)/tui/lang.o: $(O)/lang_zh.inc

-include tests/tests.mk

-include $(shell find $(O) -name '*.d' 2>/dev/null)

run: ensure-run
	@$(MAKE) --no-print-directory all
	@build/pillars

.PHONY: ensure-run ensure-check
ensure-run:
	@sh tests/deps.sh $(PACKAGES_RUN)
ensure-check:
	@sh tests/deps.sh $(PACKAGES_CHECK)
deps: ensure-check

BASH_COMPLETIONS ?= $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS ?= $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS ?= $(PREFIX)/share/fish/vendor_completions.d

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/pillars/lingang \
		$(DESTDIR)$(PREFIX)/share/pillars/schema $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 755 $(O)/pillars $(DESTDIR)$(PREFIX)/bin/pillars
	install -m 644 feeds/lingang/*.json $(DESTDIR)$(PREFIX)/share/pillars/lingang/
	install -m 644 feeds/schema/*.json $(DESTDIR)$(PREFIX)/share/pillars/schema/
	install -m 644 man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 man/*.5 $(DESTDIR)$(PREFIX)/share/man/man5/
	install -d $(DESTDIR)$(BASH_COMPLETIONS) $(DESTDIR)$(ZSH_COMPLETIONS) $(DESTDIR)$(FISH_COMPLETIONS)
	$(O)/pillars --print-completion bash >$(DESTDIR)$(BASH_COMPLETIONS)/pillars
	$(O)/pillars --print-completion zsh >$(DESTDIR)$(ZSH_COMPLETIONS)/_pillars
	$(O)/pillars --print-completion fish >$(DESTDIR)$(FISH_COMPLETIONS)/pillars.fish

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/pillars $(DESTDIR)$(PREFIX)/share/pillars
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/pillars.1 $(DESTDIR)$(PREFIX)/share/man/man5/pillars*.5
	rm -f $(DESTDIR)$(BASH_COMPLETIONS)/pillars $(DESTDIR)$(ZSH_COMPLETIONS)/_pillars $(DESTDIR)$(FISH_COMPLETIONS)/pillars.fish

clean:
	rm -rf build
