import clsx from "clsx"

/** An e-mail address, phone or account number: left to right in every script, broken after its @ first. */
export function Contact({ address, strong }: { address: string; strong?: boolean }) {
  const [local, domain] = address.split("@")
  const number = !domain && !address.startsWith("+")
  return (
    <bdi dir="ltr" className={clsx("contact", strong && "font-medium", number && "font-mono")}>
      {domain ? (
        <>
          {`${local}@`}
          <wbr />
          {domain}
        </>
      ) : (
        address
      )}
    </bdi>
  )
}
