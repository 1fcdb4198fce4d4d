#ifndef TOOL_BRING_H
#define TOOL_BRING_H

#include "tool/task.h"

/*
 * What a JSON file brings in that adds up to something: while nobody else folds
 * or imports (`alone`), `import` adds it and says how many, and `settle` folds.
 */
struct bring {
	const char *name; /* of the value for the JSON, and of what is added */
	enum statement_id alone, import, settle;
	const char *end; /* SQL that ends the transaction */
};

/* Its input: the file, and --if-empty. */
extern const struct input bring_inputs[];

int bring_file(struct task *task, const struct bring *bring);

#endif
