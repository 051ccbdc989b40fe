import { send } from "../call/send";
import { useAction } from "../call/useAction";
import { Question } from "../page/Question";
import { callOfUser } from "./detail";

interface ReinstateQuestionProps {
  id: string;
  onDone: (done: string) => void;
  onClose: () => void;
}

export function ReinstateQuestion({ id, onDone, onClose }: ReinstateQuestionProps) {
  const reinstate = useAction(async () => {
    await send(callOfUser(id, "/reinstate"), { method: "POST" });
    onDone("The id was reinstated.");
    return null;
  });
  return (
    <Question
      title="Reinstate this id?"
      confirm="Reinstate"
      isRunning={reinstate.isRunning}
      failure={reinstate.failure}
      onConfirm={() => void reinstate.run()}
      onClose={onClose}
    >
      <ul className="consequences">
        <li>A new event, or a new token, stores the user again. What was removed does not come back by itself.</li>
        <li>Tokens and events made before now stay refused, so the person has to sign in again.</li>
      </ul>
    </Question>
  );
}
