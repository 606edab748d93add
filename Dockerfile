# The server as a small image: docker build -t imagineo-ws .
#
# Kept to what every builder understands (kaniko, buildah, BuildKit): no cache
# mounts, no heredocs, no COPY --link. Both stages share one base, so that the
# libraries the binary was linked to are those it runs with.
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /src
# Packages first: this layer stays while sources change.
COPY scripts/setup scripts/setup
RUN scripts/setup build && rm -rf /var/lib/apt/lists/*
COPY CMakeLists.txt CMakePresets.json ./
COPY cmake cmake
COPY scripts/build scripts/build
COPY migrations migrations
COPY libws libws
COPY apps apps
# Builders that count the host's processors run out of their own memory.
RUN CMAKE_BUILD_PARALLEL_LEVEL=4 scripts/build release -DLIBWS_BUILD_TESTS=OFF -DLIBWS_BUILD_BENCH=OFF --target imagineo-ws \
 && cmake --install build/release --component imagineo-ws --strip --prefix /out

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="imagineo-ws" \
      org.opencontainers.image.description="Realtime WebSocket service: channels, history and webhooks for web apps"
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libboost-json1.81.0 libboost-url1.81.0 libcurl4 \
      libspdlog1.10 libsqlite3-0 libprometheus-cpp-core1.0 libssl3 zlib1g \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/* \
 && groupadd -g 10001 app && useradd -u 10001 -g 10001 -M -d /nonexistent -s /usr/sbin/nologin app
COPY --from=build /out/bin/imagineo-ws /usr/local/bin/imagineo-ws
USER 10001:10001
# Two arenas: on a small instance more of them cost memory and gain nothing for one thread.
ENV PORT=8080 MALLOC_ARENA_MAX=2
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --retries=3 CMD ["/usr/local/bin/imagineo-ws", "health"]
# Exec form: the server is process 1 and gets the signal itself. No ENTRYPOINT: a platform's
# run_command, such as that of the migration job, then replaces this whatever the platform does.
CMD ["/usr/local/bin/imagineo-ws"]
