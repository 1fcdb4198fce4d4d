#ifndef TOOL_USER_H
#define TOOL_USER_H

#include "tool/tool.h"

/* Makes the account that the values are about. False after saying why. */
bool user_add(struct task *task);

/* Brings in the accounts of a JSON file. */
int user_import(struct task *task);

#endif
