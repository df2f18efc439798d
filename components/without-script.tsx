import { headers } from "next/headers"

/** Beside Loading: rules by which a browser without JavaScript shows the page itself, which waits hidden for a script. */
export async function WithoutScript({ rules }: { rules: string }) {
  const nonce = /'nonce-(\w+)'/.exec((await headers()).get("content-security-policy") ?? "")?.[1]
  return (
    <noscript>
      <style nonce={nonce}>{rules}</style>
    </noscript>
  )
}
