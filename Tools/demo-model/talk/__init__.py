"""What is said: questions, answers, dialogues and tool calls, their tokens, and rows packed from them."""
