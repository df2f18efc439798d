// The headers of every answer.
const nothing = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"

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

/** A page's own policy comes from the guard, and stands in the place of this one. */
const nothingElse = { "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'" }

export const headers = Object.entries({ ...everywhere, ...nothingElse })
