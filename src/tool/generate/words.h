#ifndef TOOL_GENERATE_WORDS_H
#define TOOL_GENERATE_WORDS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Made-up words, of syllables: each number is another word. The first are
 * English ones, so that the words that are most frequent look familiar.
 */
enum { WORD_SIZE = 16 };

/* Writes the word, in lower case, and a NUL; returns where the NUL is. */
char *word_write(char *to, uint32_t number);

/* The same with a capital letter. */
char *word_write_capital(char *to, uint32_t number);

/* One of so many names of two syllables, which are in alphabetical order. */
enum { NAMES = 4096 };
char *name_write(char *to, uint32_t number);

#endif
