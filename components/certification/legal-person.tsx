/** The name of a legal person, in the facts about it. */
export function LegalName({ children }: { children: string }) {
  return <bdi className="font-medium">{children}</bdi>
}

/** A licence number, which may be long and is broken anywhere. */
export function LicenceNumber({ children }: { children: string }) {
  return <code className="break-all">{children}</code>
}
