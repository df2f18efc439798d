import { DeadEnd } from "@/app/words"

export default function NotFound() {
  return <DeadEnd why="notFound" />
}
