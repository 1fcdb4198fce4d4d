#ifndef TOOL_SECRET_H
#define TOOL_SECRET_H

#include "tool/tool.h"

/*
 * Asks for a new password on a terminal, twice, or reads the line that standard
 * input is, and adds its hash to the values of the task, as `new_hash`. Without
 * one, where that is allowed, nothing is added. Returns false after saying why.
 */
bool secret_ask(struct task *task, bool required);

#endif
