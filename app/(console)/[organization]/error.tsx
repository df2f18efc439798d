"use client"

import { ErrorState } from "@/components/ui/table-states"

/** In place of any page of the console; what was thrown stays in the logs. */
export default function PageFailed({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <ErrorState page retry={retry} reference={error.digest} />
}
