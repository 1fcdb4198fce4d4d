# Marquee: builds the programs, runs an instance, runs the tests.
# `make help` lists what there is.

#: 1: with AddressSanitizer and UBSan, in build-sanitize
SANITIZE ?= 0
BUILD = $(if $(filter 1,$(SANITIZE)),build-sanitize,build)

.DEFAULT_GOAL = all
include tools/instance.mk
include tools/install.mk

PACKAGES = libpq json-c libcrypto
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
FLAGS := -std=c11 -D_GNU_SOURCE -pthread $(WARNINGS) $(CFLAGS) $(HARDENING) \
	-Isrc -I$(BUILD) $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBS := -lfcgi -lcrypt -lm $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)

# The object files of a folder.
objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)/*.c))

LAYERS = engine http app
HEADERS = $(wildcard src/*/*.h src/*/*/*.h)
OBJECTS = $(foreach layer,$(LAYERS),$(call objects,src/$(layer))) \
	$(BUILD)/gen/statements.o $(BUILD)/gen/migrations.o
GENERATED = $(BUILD)/gen/statements.h $(BUILD)/gen/statements.c \
	$(BUILD)/gen/migrations.c
RESPONDERS = $(patsubst fcgi-bin/%.c,$(BUILD)/%.fcgi,$(wildcard fcgi-bin/*.c))
TOOL = $(call objects,src/tool) $(call objects,src/tool/import) \
	$(call objects,src/tool/generate)
UNIT = $(patsubst tests/unit/%.c,$(BUILD)/tests/unit-%,\
	$(filter-out tests/unit/unit.c,$(wildcard tests/unit/*.c)))
# Fuzz targets; fuzz.c and replay.c are what they share.
FUZZ = $(filter-out fuzz replay,$(patsubst tests/fuzz/%.c,%,\
	$(wildcard tests/fuzz/*.c)))
CHECK := $(shell pkg-config --cflags --libs check 2>/dev/null)

.PHONY: all
#: build the programs
all: $(RESPONDERS) $(BUILD)/marquee

$(BUILD)/%.fcgi: $(BUILD)/fcgi-bin/%.o $(BUILD)/libmarquee.a
	@echo "  LINK $@"
	@$(CC) $(FLAGS) -o $@ $^ $(LIBS)

$(BUILD)/marquee: LIBS += -lz
$(BUILD)/marquee: $(TOOL) $(BUILD)/libmarquee.a
	@echo "  LINK $@"
	@$(CC) $(FLAGS) -o $@ $^ $(LIBS)

$(BUILD)/libmarquee.a: $(OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/%.o: %.c $(GENERATED) Makefile
	@mkdir -p $(@D)
	@echo "  CC   $@"
	@$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	@echo "  CC   $@"
	@$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/gen/statements.c $(BUILD)/gen/statements.h: tools/embed.awk $(wildcard sql/queries/*.sql)
	@mkdir -p $(@D)
	@awk -v want=$(@F) -f $^ >$@.new && mv $@.new $@

$(BUILD)/gen/migrations.c: tools/embed.awk $(wildcard sql/schema/*.sql)
	@mkdir -p $(@D)
	@awk -v want=$(@F) -f $^ >$@.new && mv $@.new $@

# Object files are kept.
.SECONDARY:

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

$(BUILD)/tests/unit-%: LIBS += -lz
$(BUILD)/tests/unit-%: $(BUILD)/tests/unit/%.o $(BUILD)/tests/unit/unit.o \
		$(filter-out %/main.o,$(TOOL)) $(BUILD)/libmarquee.a
	@echo "  LINK $@"
	@$(CC) $(FLAGS) -o $@ $^ $(LIBS) $(CHECK)

# Programs that talk to a running instance, made of a folder each.
$(BUILD)/tests/%-run: $(BUILD)/libmarquee.a
	@echo "  LINK $@"
	@$(CC) $(FLAGS) -o $@ $(filter %.o,$^) $(BUILD)/libmarquee.a $(LIBS) \
		$(CHECK)
$(BUILD)/tests/api-run: $(call objects,tests/api) $(BUILD)/tests/wire/record.o
$(BUILD)/tests/wire-run: $(call objects,tests/wire)
$(BUILD)/tests/plans-run: $(call objects,tests/plans)
# Asks as the tests of the API do.
$(call objects,tests/faults): FLAGS += -Itests/api
$(BUILD)/tests/faults-run: $(call objects,tests/faults) $(patsubst %,\
	$(BUILD)/tests/api/%.o,connection crowd database fixture \
	fixture_movies http pool)

# A fuzz target fed with files, and fed by libFuzzer.
$(BUILD)/tests/fuzz-%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/fuzz.o \
		$(BUILD)/tests/fuzz/replay.o $(BUILD)/libmarquee.a
	@echo "  LINK $@"
	@$(CC) $(FLAGS) -o $@ $^ $(LIBS)

$(BUILD)/fuzz-%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/fuzz.o \
		$(BUILD)/libmarquee.a
	@echo "  LINK $@"
	@$(CC) $(FLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

.PHONY: tests
tests: all headers $(UNIT) $(patsubst %,$(BUILD)/tests/%-run,api faults plans wire) \
	$(FUZZ:%=$(BUILD)/tests/fuzz-%)

.PHONY: test
#: everything to a full test run; closes with "N passed, N failed"
test: deps
	@$(MAKE) --no-print-directory tests
	@tests/run

# Each header compiles alone.
.PHONY: headers
headers: $(GENERATED)
	@for header in $(HEADERS); do \
		$(CC) $(FLAGS) -Wno-unused -fsyntax-only -x c $$header || \
			exit 1; \
	done

#: how long `make soak` takes
MINUTES ?= 5

.PHONY: soak
#: load for MINUTES behind WEB with a random fault each second; memory must stay flat
soak: deps
	@$(MAKE) --no-print-directory tests
	@MINUTES=$(MINUTES) tests/faults/soak

.PHONY: bench
#: measure an instance with a million movies next to pgbench
bench:
	@tools/deps bench
	@$(MAKE) --no-print-directory all
	@bench/run

.PHONY: bench-scale
#: measure search and import with five million movies
bench-scale:
	@tools/deps bench
	@$(MAKE) --no-print-directory all
	@bench/scale

#: how long make fuzz tries each of its targets
SECONDS ?= 60

.PHONY: fuzz fuzzers
#: look for inputs that break what tests/fuzz claims, for SECONDS a target
fuzz:
	@tools/deps fuzz
	@$(MAKE) --no-print-directory fuzzers BUILD=build-fuzz SANITIZE=1 \
		CC='clang-14 -fsanitize=fuzzer-no-link'
	@tests/fuzz/search $(SECONDS) $(FUZZ)

fuzzers: $(FUZZ:%=$(BUILD)/fuzz-%)

.PHONY: format
#: lay out all C files
format:
	clang-format -i $(wildcard src/*/*.[ch] src/*/*/*.[ch] fcgi-bin/*.c tests/*/*.[ch])

.PHONY: clean
#: remove what was built
clean:
	rm -rf build build-sanitize build-fuzz
