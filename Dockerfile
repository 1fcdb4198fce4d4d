# Marquee in one image: nginx, the responders and the marquee command. The
# database is elsewhere: compose.yaml puts one beside it.

FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
	gcc libc6-dev make pkgconf \
	libfcgi-dev libpq-dev libjson-c-dev libcrypt-dev libssl-dev zlib1g-dev
WORKDIR /src
COPY . .
RUN make -j"$(nproc)" && make install DESTDIR=/installed PREFIX=/usr

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
	libfcgi0ldbl libpq5 libjson-c5 libssl3 zlib1g \
	nginx spawn-fcgi multiwatch curl \
	&& rm -rf /var/lib/apt/lists/* \
	&& useradd --system --uid 10001 --home-dir /nonexistent \
		--shell /usr/sbin/nologin marquee
COPY --from=build /installed /
COPY tools/container /usr/libexec/marquee/container

# The words between at signs are explained in conf/nginx/nginx.conf. All logs
# go to the container's. A word that is left ends the build.
RUN cp -R /usr/share/marquee/nginx /etc/marquee/nginx \
	&& sed -i \
		-e 's|"@VAR@/log/nginx-error.log"|stderr|' \
		-e 's|"@VAR@/log/nginx-access.log"|/dev/stdout|' \
		-e 's|@VAR@|/run/marquee|g' \
		-e 's|@RUN@|/run/marquee|g' \
		-e 's|@ADDRESS@|0.0.0.0|g' \
		-e 's|@PORT@|8080|g' \
		-e 's|@USER@|marquee|g' \
		-e 's|@GROUP@|marquee|g' \
		-e 's|@FILES@|16384|g' \
		-e 's|@CONNECTIONS@|8192|g' \
		/etc/marquee/nginx/*.conf \
	&& ! grep -rnE '@[A-Z_]+@' /etc/marquee/nginx \
	&& install -d -o marquee -g marquee -m 700 /run/marquee

USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
	CMD ["/usr/libexec/marquee/container", "health"]
ENTRYPOINT ["/usr/libexec/marquee/container"]
