import { useState } from "react";
import { send } from "../call/send";
import { useAction } from "../call/useAction";
import { Question } from "../page/Question";
import { TypedId } from "../page/TypedId";
import { callOfUser } from "./detail";

interface DeleteQuestionProps {
  id: string;
  blanksMessages: boolean;
  isDeleted: boolean;
  onDone: (done: string) => void;
  onClose: () => void;
}

export function DeleteQuestion({ id, blanksMessages, isDeleted, onDone, onClose }: DeleteQuestionProps) {
  const [typed, setTyped] = useState("");
  const remove = useAction(async () => {
    await (blanksMessages
      ? send(callOfUser(id, "/erase"), { method: "POST" })
      : send(callOfUser(id), { method: "DELETE" }));
    onDone(!blanksMessages ? "The user was deleted." : isDeleted
      ? "All messages were blanked."
      : "The user was deleted, and all messages were blanked.");
    return null;
  });
  return (
    <Question
      title={!blanksMessages ? "Delete this user?" : isDeleted ? "Blank all messages?" : "Delete this user and blank all messages?"}
      confirm={!blanksMessages ? "Delete for good" : isDeleted ? "Blank for good" : "Delete and blank for good"}
      isDanger
      isReady={typed.trim() === id}
      isRunning={remove.isRunning}
      failure={remove.failure}
      onConfirm={() => void remove.run()}
      onClose={onClose}
    >
      <ul className="consequences">
        {!isDeleted && (
          <>
            <li>Everything known about this person is removed here. The account at the provider stays.</li>
            <li>It is final: late events and tokens do not bring the user back.</li>
          </>
        )}
        {blanksMessages
          ? <li>The texts of all their messages are blanked. Nothing brings the texts back.</li>
          : <li>Their messages stay, with Anonymous as the author.</li>}
      </ul>
      <TypedId id={id} typed={typed} onType={setTyped} />
    </Question>
  );
}
