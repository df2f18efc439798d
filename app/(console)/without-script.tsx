import { headers } from "next/headers"

// What comes after Loading waits hidden for a script; the layer lets it win over the style sheet's own rule for hidden.
const UNCOVERED = `@layer theme {
  #content { display: none }
  [hidden][id^="S:"] { display: flex !important; flex-direction: column; gap: 1.25rem;
    position: absolute; inset: 3.5rem 0 auto; padding: 1.5rem 1rem }
  @media (min-width: 64rem) { [hidden][id^="S:"] { inset: 0 0 auto 15rem; padding: 2rem } } }`

/** Beside Loading: a browser without JavaScript shows the page itself instead. */
export async function WithoutScript() {
  const nonce = /'nonce-(\w+)'/.exec((await headers()).get("content-security-policy") ?? "")?.[1]
  return (
    <noscript>
      <style nonce={nonce}>{UNCOVERED}</style>
    </noscript>
  )
}
