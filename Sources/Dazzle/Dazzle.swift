// Dazzle
