import { Help, helpMetadata } from "@/app/help/help"

export const generateMetadata = helpMetadata

/** Help within the frame of an organization. */
export default function OrganizationHelpPage() {
  return <Help />
}
