import { Help, helpMetadata } from "@/app/help/help"
import { PersonFrame } from "@/app/person-frame"

export const generateMetadata = helpMetadata

/** Help for whoever is in no organization's pages, logged in or not. */
export default function HelpPage() {
  return (
    <PersonFrame>
      <main id="content" className="mx-auto flex w-full max-w-[74rem] flex-col gap-5 px-4 py-6 lg:px-8 lg:py-8">
        <Help />
      </main>
    </PersonFrame>
  )
}
