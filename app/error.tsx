"use client"

import { Button } from "@/components/ui/button"
import { CenteredCard } from "@/components/ui/centered-card"
import { useWords } from "@/components/ui/words"

/** Shows only the number by which the logs have what was thrown. */
export default function Failed({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const words = useWords()
  return (
    <CenteredCard
      title={words.failed.title}
      lead={words.failed.body}
      footer={error.digest && `${words.failed.reference}: ${error.digest}`}
    >
      <Button size="large" wide onClick={retry}>
        {words.retry}
      </Button>
    </CenteredCard>
  )
}
