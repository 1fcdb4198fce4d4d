#ifndef TOOL_JSON_FILE_H
#define TOOL_JSON_FILE_H

#include <json-c/json.h>

/*
 * The JSON of the whole file, which is the caller's; or NULL after saying on
 * standard error why not.
 */
struct json_object *json_file_read(const char *path);

#endif
