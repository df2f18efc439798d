"use client"

import { UserPlus } from "lucide-react"
import { useTranslations } from "next-intl"
import { useInvitations } from "@/components/invitations/context"
import { preloadDrawer } from "@/components/invitations/invitations-provider"
import { OpenButton } from "@/components/ui/overlay"
import { useWords } from "@/components/ui/words"

/** Says why when it cannot be used. */
export function InviteButton({ look = "primary" }: { look?: "primary" | "secondary" }) {
  const t = useTranslations("members")
  const { open, refusal } = useInvitations()
  const { locale } = useWords()
  return (
    <OpenButton
      look={look}
      disabledReason={refusal}
      onClick={() => open()}
      load={() => preloadDrawer(locale)}
      data-invite
    >
      <UserPlus aria-hidden />
      {t("invite")}
    </OpenButton>
  )
}
