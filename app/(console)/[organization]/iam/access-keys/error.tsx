"use client"

import { ErrorState } from "@/components/ui/table-states"

/** In place of the page; what was thrown stays in the logs. */
export default function AccessKeysFailed({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <ErrorState page retry={retry} reference={error.digest} />
}
