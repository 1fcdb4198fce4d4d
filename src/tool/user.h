#ifndef TOOL_USER_H
#define TOOL_USER_H

#include "tool/tool.h"

/* What an account is made of, as the API checks it, but for its password. */
#define USER_EMAIL                                             \
	{                                                      \
		"email", INPUT_EMAIL, 3, 254, .required = true \
	}
#define USER_USERNAME                                           \
	{                                                       \
		"username", INPUT_WORD, 3, 40, .required = true \
	}
#define USER_KIND                                               \
	{                                                       \
		"kind", INPUT_CHOICE, .choices = "person brand" \
	}
#define USER_FULL_NAME                          \
	{                                       \
		"full_name", INPUT_TEXT, 1, 255 \
	}

/* Makes the account that the values are about. False after saying why. */
bool user_add(struct task *task);

/* Brings in the accounts of a JSON file. */
int user_import(struct task *task);

#endif
