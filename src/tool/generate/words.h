#ifndef TOOL_GENERATE_WORDS_H
#define TOOL_GENERATE_WORDS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Words of titles, in UTF-8. Each number is another word, also if accents are
 * left out: first English ones, most frequent first, so that much looks
 * familiar, then made-up ones. These are shorter at first, and so few of those
 * that could be made that one wrong letter seldom makes another word.
 */
enum { WORD_SIZE = 24 };

/* Writes the word, in lower case, and a NUL; returns where the NUL is. */
char *word_write(char *to, uint32_t number);

/* The same with a capital letter. */
char *word_write_capital(char *to, uint32_t number);

/* A made-up word with a capital letter. */
char *name_write_capital(char *to, uint32_t number);

/* One of so many names of two syllables, in ASCII and alphabetical order. */
enum { NAMES = 6400 };
char *name_write(char *to, uint32_t number);

#endif
