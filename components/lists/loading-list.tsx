import { CONSOLE, WithoutScript } from "@/components/forms/without-script"
import { LoadingBody, type LoadingProps } from "@/components/lists/loading-body"

/** A page with a list while it loads, with everything in its final place. */
export function LoadingList(props: LoadingProps) {
  return (
    <>
      <LoadingBody {...props} />
      <WithoutScript rules={CONSOLE} />
    </>
  )
}
