// The headers that are the same for every answer. A page's content policy carries a nonce and comes from lib/web/guard.
import { isForPrograms } from "./requests.mjs"

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

const ofPrograms = { "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'" }

const forPages = Object.entries(everywhere)
const forPrograms = Object.entries({ ...everywhere, ...ofPrograms })

/** The headers of any answer to a path. @param {string} url */
export function headersAt(url) {
  return url.startsWith("/api/") || isForPrograms(url) ? forPrograms : forPages
}
