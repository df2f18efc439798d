// The headers that are the same for every answer. A page's content policy carries a nonce and comes from proxy.ts.
const nothing = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"

export const everywhere = {
  // With `no-referrer` browsers send `Origin: null` and forms without JavaScript are refused.
  "Referrer-Policy": "strict-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": nothing,
}

export const ofPrograms = { "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'" }
