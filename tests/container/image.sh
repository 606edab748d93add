#!/usr/bin/env bash
# Builds the image of the Dockerfile without a container engine or a registry: buildah, podman, runc
# and runsc from Debian, with a base image that debootstrap makes of Debian's own packages.
#
# usage: tests/container/image.sh build                 prints what it does; the image is $IMAGE
#        tests/container/image.sh podman RUNTIME ARG…   podman with this storage; RUNTIME is runc or runsc
#        tests/container/image.sh sizes                 bytes of the base and of the image
#        tests/container/image.sh remove                takes containers, image and storage away
#
# Everything lies in build/container (or IMAGINEO_CONTAINER_DIR), the base's files included, so that a
# second run needs neither network nor patience for them. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(realpath -m "${IMAGINEO_CONTAINER_DIR:-build/container}")
IMAGE=localhost/imagineo-ws:test
base=debian:bookworm-slim
storage=(--root "$work/storage" --runroot "$work/run")

# A minimal Debian, without what the slim variants of the official images leave out as well.
make_base()
{
    if buildah "${storage[@]}" images -q "docker.io/library/$base" >/dev/null 2>&1; then
        return
    fi
    rm -rf "$work/rootfs"
    if ! debootstrap --variant=minbase bookworm "$work/rootfs" >"$work/debootstrap.log" 2>&1; then
        tail -n 20 "$work/debootstrap.log" >&2
        return 1
    fi
    rm -rf "$work"/rootfs/var/cache/apt/* "$work"/rootfs/var/lib/apt/lists/* "$work"/rootfs/var/log/* \
        "$work"/rootfs/usr/share/{doc,man,locale,info}/*
    tar -C "$work/rootfs" --numeric-owner --sort=name --mtime=@0 -c . |
        podman "${storage[@]}" import - "docker.io/library/$base" >/dev/null
    rm -rf "$work/rootfs"
}

build()
{
    mkdir -p "$work"
    make_base
    # The compiler cache of this machine spares the build what the release tree has compiled already.
    local shared=()
    if command -v ccache >/dev/null; then
        local cache
        cache=$(ccache -k cache_dir)
        mkdir -p "$cache"
        # Its usual place is in the home of whoever runs the build; this one is the same for all.
        echo 'cache_dir = /ccache' >"$work/ccache.conf"
        shared=(--volume "$cache:/ccache" --volume "$work/ccache.conf:/etc/ccache.conf:ro")
    fi
    buildah "${storage[@]}" bud --isolation=chroot --network=host --pull-never --layers --format docker \
        --build-arg BASE_IMAGE="$base" "${shared[@]}" -t "$IMAGE" .
}

# gVisor, which App Platform runs containers in. Without hardware virtualisation it traces its
# processes: slow, so it shows what works and not how fast.
write_gvisor_runtime()
{
    printf '#!/bin/sh\nexec runsc --network=host --platform=ptrace --ignore-cgroups "$@"\n' >"$work/runsc"
    chmod +x "$work/runsc"
}

case ${1:-} in
    build) build ;;
    podman)
        runtime=$2
        shift 2
        if [[ $runtime == runsc ]]; then
            write_gvisor_runtime
            runtime=$work/runsc
        fi
        exec podman "${storage[@]}" --runtime="$runtime" "$@"
        ;;
    sizes)
        for image in "docker.io/library/$base" "$IMAGE"; do
            podman "${storage[@]}" image inspect -f '{{.Size}}' "$image"
        done
        ;;
    remove)
        podman "${storage[@]}" rm -fa >/dev/null 2>&1 || true
        podman "${storage[@]}" rmi -fa >/dev/null 2>&1 || true
        rm -rf "$work"
        ;;
    *)
        sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
esac
