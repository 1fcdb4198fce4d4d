# Marquee: builds the programs, runs an instance, runs the tests.
# `make help` lists what there is.

SANITIZE =
BUILD = $(if $(filter 1,$(SANITIZE)),build-sanitize,build)

.DEFAULT_GOAL = all
include tools/instance.mk

PACKAGES = libpq json-c
CC = gcc
CFLAGS = -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wformat=2 -Wno-missing-field-initializers
HARDENING = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -pie \
	-Wl,-z,relro,-z,now
ifeq ($(SANITIZE),1)
CFLAGS = -O1 -g -fno-omit-frame-pointer
HARDENING = -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-DARENA_MALLOC
endif
FLAGS = -std=c11 -D_GNU_SOURCE $(WARNINGS) $(CFLAGS) $(HARDENING) \
	-Isrc -I$(BUILD) $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBS = -lfcgi $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)

LAYERS = engine http app
HEADERS = $(wildcard src/*/*.h)
SHARED = $(foreach layer,$(LAYERS),$(wildcard src/$(layer)/*.c))
OBJECTS = $(SHARED:%.c=$(BUILD)/%.o) \
	$(BUILD)/gen/statements.o $(BUILD)/gen/migrations.o
GENERATED = $(BUILD)/gen/statements.h $(BUILD)/gen/statements.c \
	$(BUILD)/gen/migrations.c
RESPONDERS = $(patsubst fcgi-bin/%.c,$(BUILD)/%.fcgi,$(wildcard fcgi-bin/*.c))
TOOL = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/tool/*.c))
UNIT = $(patsubst tests/unit/%.c,$(BUILD)/tests/unit-%,\
	$(filter-out tests/unit/unit.c,$(wildcard tests/unit/*.c)))
API = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/api/*.c))
CHECK = $(shell pkg-config --cflags --libs check 2>/dev/null)

.PHONY: all
all: $(RESPONDERS) $(BUILD)/marquee

$(BUILD)/%.fcgi: $(BUILD)/fcgi-bin/%.o $(BUILD)/libmarquee.a
	$(CC) $(FLAGS) -o $@ $^ $(LIBS)

$(BUILD)/marquee: $(TOOL) $(BUILD)/libmarquee.a
	$(CC) $(FLAGS) -o $@ $^ $(LIBS)

$(BUILD)/libmarquee.a: $(OBJECTS)
	rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: %.c $(GENERATED) Makefile
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/gen/statements.c $(BUILD)/gen/statements.h: tools/embed.awk $(wildcard sql/queries/*.sql)
	@mkdir -p $(@D)
	awk -v want=$(@F) -f $^ >$@.new && mv $@.new $@

$(BUILD)/gen/migrations.c: tools/embed.awk $(wildcard sql/schema/*.sql)
	@mkdir -p $(@D)
	awk -v want=$(@F) -f $^ >$@.new && mv $@.new $@

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

$(BUILD)/tests/unit-%: $(BUILD)/tests/unit/%.o $(BUILD)/tests/unit/unit.o \
		$(BUILD)/libmarquee.a
	$(CC) $(FLAGS) -o $@ $^ $(LIBS) $(CHECK)

$(BUILD)/tests/api-run: $(API)
	$(CC) $(FLAGS) -o $@ $^ $(LIBS) $(CHECK)

.PHONY: test tests
tests: all $(UNIT) $(BUILD)/tests/api-run headers
test: deps
	+$(MAKE) --no-print-directory BUILD=$(BUILD) tests
	BUILD=$(BUILD) tests/run

# Each header compiles alone.
.PHONY: headers
headers: $(GENERATED)
	@for header in $(HEADERS); do \
		$(CC) $(FLAGS) -Wno-unused -fsyntax-only -x c $$header || exit 1; \
	done

.PHONY: bench
bench: deps all
	BUILD=$(BUILD) bench/run

.PHONY: format
format:
	clang-format -i $(wildcard src/*/*.[ch] fcgi-bin/*.c tests/*/*.[ch])

.PHONY: clean
clean:
	rm -rf build build-sanitize
