"use client"

import { Dialog } from "@base-ui/react/dialog"
import clsx from "clsx"
import { X } from "lucide-react"
import { type ComponentProps, type ReactNode, type RefObject, useRef } from "react"
import { useBackCloses } from "@/components/ui/back"
import { useWords } from "@/components/ui/words"

export interface DialogProps {
  open: boolean
  /** Called when the reader closes it; a form with unsaved input may refuse. */
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** One line saying what this does. */
  description?: ReactNode
  children: ReactNode
  /** Stays in sight below the content: the buttons. */
  footer?: ReactNode
  /** What has the focus at first, if not the first field. */
  first?: RefObject<HTMLElement | null>
  /** What has the focus after it, where the button that opened it is gone then. */
  next?: () => HTMLElement | null
}

/** Where a reader of a form begins; the close button comes before it in the page. */
const FIRST_FIELD = "input:not([type=hidden], [type=checkbox]), select, textarea"

type BoxProps = DialogProps & { sheet?: boolean }

export function DialogBox({ open, onOpenChange, sheet, first, next, ...content }: BoxProps) {
  const popup = useRef<HTMLDivElement>(null)
  useBackCloses(open, () => onOpenChange(false))
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdrop} />
        <Dialog.Popup
          ref={popup}
          initialFocus={() => first?.current ?? popup.current?.querySelector<HTMLElement>(FIRST_FIELD) ?? true}
          finalFocus={() => next?.() ?? true}
          className={sheet ? sheetBox : dialogBox}
        >
          <Content {...content} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Content({
  title,
  description,
  children,
  footer,
}: Omit<DialogProps, "open" | "onOpenChange" | "first" | "next">) {
  return (
    <>
      <header className="flex items-start justify-between gap-3 border-b px-5 py-4">
        <div className="min-w-0">
          <Dialog.Title className="font-semibold text-lg">{title}</Dialog.Title>
          {description && <Dialog.Description className="text-secondary text-sm">{description}</Dialog.Description>}
        </div>
        <CloseButton />
      </header>
      {/* With its buttons below, a long text may have nothing to focus by which the keyboard could scroll it. */}
      <div
        tabIndex={footer ? 0 : undefined}
        className="flex grow flex-col gap-5 overflow-y-auto overscroll-contain px-5 py-4"
      >
        {children}
      </div>
      {footer && (
        <footer className="flex flex-wrap justify-end gap-2 rounded-b-lg border-t bg-raised px-5 py-3">{footer}</footer>
      )}
    </>
  )
}

function CloseButton(props: ComponentProps<typeof Dialog.Close>) {
  const { close } = useWords()
  return (
    <Dialog.Close
      {...props}
      aria-label={close}
      className="-me-2 inline-flex size-8 shrink-0 items-center justify-center rounded-md text-secondary hover:bg-muted pointer-coarse:size-10"
    >
      <X aria-hidden className="size-4" />
    </Dialog.Close>
  )
}

export const backdrop =
  "fixed inset-0 z-40 bg-shade transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0"

const surface = "fixed z-40 flex flex-col bg-raised shadow-popup outline-none duration-200 ease-out"

const sheetBox = clsx(
  surface,
  "inset-y-0 end-0 w-full border-s transition-transform sm:w-[44rem]",
  "data-ending-style:translate-x-full data-starting-style:translate-x-full",
  "rtl:data-ending-style:-translate-x-full rtl:data-starting-style:-translate-x-full",
)

export const dialogBox = clsx(
  surface,
  "inset-x-4 top-1/2 mx-auto max-h-[calc(100dvh-2rem)] max-w-md -translate-y-1/2 rounded-lg border",
  "transition-[opacity,scale] data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0",
)
