"use client"

import { AlertDialog } from "@base-ui/react/alert-dialog"
import type { ReactNode } from "react"
import { useBackCloses } from "@/components/ui/back"
import { Button } from "@/components/ui/button"
import { backdrop, dialogBox } from "@/components/ui/dialog-box"
import { useWords } from "@/components/ui/words"

export interface ConfirmProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** The consequence, in one sentence. */
  description: ReactNode
  /** Verb and object, such as "Revoke invitation". */
  confirm: ReactNode
  /** In the place of Cancel, where that reads like the other answer. */
  stay?: ReactNode
  onConfirm: () => void
  pending?: boolean
  /** For what is not destructive. */
  look?: "primary" | "danger"
  /** More to say, or the refusal of what was tried. */
  children?: ReactNode
}

export function ConfirmBox(props: ConfirmProps) {
  const { open, onOpenChange, title, description, children } = props
  useBackCloses(open, () => onOpenChange(false))
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        {/* A sheet has a backdrop already, but the question would hardly stand out from it. */}
        <AlertDialog.Backdrop forceRender className={backdrop} />
        <AlertDialog.Popup className={dialogBox}>
          <div className="flex flex-col gap-2 overflow-y-auto p-5">
            <AlertDialog.Title className="font-semibold text-lg">{title}</AlertDialog.Title>
            <AlertDialog.Description className="text-secondary">{description}</AlertDialog.Description>
            {children}
          </div>
          <Answers {...props} />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

function Answers({ confirm, stay, onConfirm, pending, look = "danger" }: ConfirmProps) {
  const { cancel } = useWords()
  return (
    <footer className="flex flex-wrap justify-end gap-2 px-5 pb-5">
      <AlertDialog.Close render={<Button>{stay ?? cancel}</Button>} />
      <Button look={look} pending={pending} onClick={() => pending || onConfirm()}>
        {confirm}
      </Button>
    </footer>
  )
}
