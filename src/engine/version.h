#ifndef ENGINE_VERSION_H
#define ENGINE_VERSION_H

#define MARQUEE_VERSION "0.1"

#endif
