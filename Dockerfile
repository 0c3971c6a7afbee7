# Hausruf in one image: Asterisk, Node.js and all tools from one Debian release.
# The steps live in scripts/image/, where test/e2e/image.test.ts runs them without a container engine.

# Pin the base by digest for builds that can be repeated: docker build --build-arg
# BASE=debian:forky-slim@sha256:… (where this file was written no image registry could be reached, so no
# digest stands here).
ARG BASE=debian:forky-slim

FROM ${BASE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates nodejs npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# The packages first: they change less often than the source.
COPY package.json package-lock.json .npmrc ./
COPY scripts/setup.mjs scripts/
COPY scripts/setup scripts/setup
RUN node scripts/setup.mjs --for image
COPY . .
RUN node scripts/setup.mjs --for image && bash scripts/image/20-app.sh /out

FROM ${BASE}
COPY scripts/image/packages.txt scripts/image/10-packages.sh /tmp/image/
RUN bash /tmp/image/10-packages.sh && rm -r /tmp/image
COPY --from=build /out/opt/hausruf /opt/hausruf
RUN bash /opt/hausruf/scripts/image/30-tools.sh
RUN ln -s /opt/hausruf/scripts/hausruf.mjs /usr/local/bin/hausruf
ENV NODE_ENV=production \
    NODE_OPTIONS=--import=/opt/hausruf/scripts/image/plain-ts.mjs \
    HAUSRUF_DATA=/data \
    HAUSRUF_MODELS=/models \
    HAUSRUF_TOOLS=/opt/hausruf/tools.json
WORKDIR /opt/hausruf
USER hausruf
VOLUME ["/data", "/models"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/opt/hausruf/scripts/image/health.sh"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/hausruf/scripts/image/start.sh"]
