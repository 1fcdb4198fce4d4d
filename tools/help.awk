# Prints the targets and variables of makefiles that have a line "#: text".

/^#: / { text = substr($0, 4); next }

text != "" && /^[a-z][a-z-]*:/ {
	name = $1
	sub(/:.*/, "", name)
	targets = targets sprintf("  %-18s%s\n", name, text)
}

text != "" && /^[A-Z_]+ *\?=/ {
	value = $0
	sub(/^[^=]*= */, "", value)
	if (value != "")
		text = text " (" value ")"
	variables = variables sprintf("  %-18s%s\n", $1, text)
}

{ text = "" }

END {
	printf "make TARGET [VARIABLE=value ...]\n\n%s\n", targets
	printf "Variables, and what they are when not given\n\n%s", variables
}
