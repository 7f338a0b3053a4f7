print("dazzle")
