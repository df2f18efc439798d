import clsx from "clsx"

/** An e-mail address or phone number: left to right in every script, broken after its @ before anywhere else. */
export function Contact({ address, strong }: { address: string; strong?: boolean }) {
  const [local, domain] = address.split("@")
  return (
    <bdi dir="ltr" className={clsx("inline-block text-start wrap-anywhere sm:min-w-36", strong && "font-medium")}>
      {domain ? (
        <>
          {local}@<wbr />
          {domain}
        </>
      ) : (
        address
      )}
    </bdi>
  )
}
