import { headers } from "next/headers"

/** The rules of a page of the console. */
// The layer lets it win over the style sheet's own rule for hidden.
export const CONSOLE = `@layer theme {
  #content { display: none !important }
  [hidden][id^="S:"] { display: flex !important; flex-direction: column; gap: 1.25rem;
    position: absolute; inset: 3.5rem 0 auto; padding: 1.5rem 1rem !important }
  @media (min-width: 64rem) { [hidden][id^="S:"] { inset: 0 0 auto 15rem; padding: 2rem !important } } }`

/** The rules of a wide page without sidebar. */
export const FRAMED = `@layer theme {
  #frame { min-height: 0 !important }
  #frame > main { display: none !important }
  [hidden][id^="S:"] { display: flex !important; flex-direction: column; gap: 1.25rem;
    max-width: 74rem; margin: 0 auto !important; padding: 1.5rem 1rem !important } }`

/** Lets a browser without JavaScript show the page beside Loading, which waits hidden for a script. */
export async function WithoutScript({ rules }: { rules: string }) {
  const nonce = /'nonce-([\w-]+)'/.exec((await headers()).get("content-security-policy") ?? "")?.[1]
  return (
    <noscript>
      <style nonce={nonce}>{rules}</style>
    </noscript>
  )
}
