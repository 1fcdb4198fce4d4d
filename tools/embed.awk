# Turns sql/queries/*.sql and sql/schema/*.sql into C: the named statements and
# the migrations. `want` says which: statements.h, statements.c or migrations.c.
# How a query file is written is described in src/engine/statement.h.

function fail(message) {
	print FILENAME ":" FNR ": " message > "/dev/stderr"
	failed = 1
	exit 1
}

function quoted(text) {
	gsub(/\\/, "&&", text)
	gsub(/"/, "\\\"", text)
	gsub(/\t/, "\\t", text)
	return "\"" text "\""
}

# Adds a line to the statement or fragment at hand.
function add(owner, sql, condition) {
	line_sql[owner, ++lines[owner]] = sql
	line_condition[owner, lines[owner]] = condition
}

want == "migrations.c" {
	if (FNR == 1) {
		name = FILENAME
		sub(/.*\//, "", name)
		if (name !~ /^[0-9][0-9][0-9][0-9]_[a-z_]+\.sql$/)
			fail("not named NNNN_what.sql")
		version = substr(name, 1, 4) + 0
		if (version != ++migrations)
			fail("migration " migrations " is missing")
		title[migrations] = substr(name, 6, length(name) - 9)
	}
	body[migrations] = body[migrations] "\n\t  " quoted($0 "\n")
	sub(/\n"$/, "\\n\"", body[migrations])
	next
}

/^-- (name|fragment): / {
	owner = $3
	if (owner !~ /^[a-z][a-z0-9_]*$/ || owner in lines)
		fail("'" owner "' is taken or not a name")
	lines[owner] = 0
	if ($2 == "name:") {
		if ($4 != ":one" && $4 != ":many")
			fail("a statement gives :one row or :many")
		names[++count] = owner
		one[owner] = $4 == ":one" ? "true" : "false"
	}
	next
}

owner != "" && $1 == "--" && $2 == "include:" {
	if (!($3 in lines))
		fail("no fragment '" $3 "' before this line")
	for (i = 1; i <= lines[$3]; i++)
		add(owner, line_sql[$3, i], line_condition[$3, i])
	next
}

/^[ \t]*--/ || /^[ \t]*$/ { next }

{
	if (owner == "")
		fail("a line before the first name")
	condition = ""
	if (match($0, /[ \t]*--[?] /)) {
		condition = substr($0, RSTART + RLENGTH)
		$0 = substr($0, 1, RSTART - 1)
	}
	add(owner, $0, condition)
}

END {
	if (failed)
		exit 1
	print "/* Made from the SQL files. */"
	if (want == "statements.h") {
		print "#ifndef GEN_STATEMENTS_H\n#define GEN_STATEMENTS_H\n"
		print "#include \"engine/statement.h\"\n"
		print "enum statement_id {\n\tSTATEMENT_NONE,"
		for (i = 1; i <= count; i++)
			print "\tSTATEMENT_" toupper(names[i]) ","
		print "\tSTATEMENTS\n};\n"
		print "extern const struct statement statements[STATEMENTS];"
		print "\n#endif"
	} else if (want == "statements.c") {
		print "#include \"gen/statements.h\"\n"
		print "const struct statement statements[STATEMENTS] = {"
		for (i = 1; i <= count; i++) {
			n = names[i]
			print "\t[STATEMENT_" toupper(n) "] = { " \
				quoted(n) ", " one[n] ","
			print "\t  (const struct statement_line[]){"
			for (j = 1; j <= lines[n]; j++)
				print "\t\t{ " quoted(line_sql[n, j]) ", " \
					quoted(line_condition[n, j]) " },"
			print "\t\t{ 0 } } },"
		}
		print "};"
	} else {
		print "#include <stddef.h>\n\n#include \"engine/migration.h\"\n"
		print "const struct migration migrations[] = {"
		for (i = 1; i <= migrations; i++)
			print "\t{ " i ", " quoted(title[i]) "," body[i] " },"
		print "\t{ 0, NULL, NULL }\n};\n"
		print "const int schema_version = " migrations + 0 ";"
		print "const char schema_version_text[] = \"" \
			migrations + 0 "\";"
	}
}
